/// What a server does that speaks PostgreSQL's protocol, or that of PgBouncer's console, instead of what it should.
package enum WireMisdeed: String, CaseIterable, Sendable {
    // Of any connection.
    case silence, drip, garbage, garbageForEver, hugeLength, hugeMessage, halfMessage, reset, end
    case notices, notifications, parameters, errors, strangeMessages, unaskedAnswer, readyForEver
    // In answer to a question.
    case rows, bigResult, bigField, results, manyColumns, copyIn, copyOut, copyBoth, copyForEver, copyDone
    case noResult, wrongColumns, nulls, invalidText, hugeNumbers, emptyQuery, functionResult
    // While a login is under way.
    case scramIterations, scramCostly, scramGarbage, scramUnknown, scramForEver, authenticationUnknown, passwordForEver,
        passwordInClear
    // In answer to the first packet.
    case negotiation, encryptedGarbage, encryptedSilence, encryptedDrip, encryptionOdd, oldError

    /// When it is done.
    package enum Moment: String, CaseIterable, Sendable {
        /// In answer to the first packet.
        case greeting
        /// In place of the word that the login is done.
        case authentication
        /// In answer to a question.
        case probe
        /// After an answer, while nothing is asked.
        case idle
        /// After it has said that it shuts down (57P01).
        case end
    }

    package var moments: [Moment] {
        switch self {
        case .silence, .drip, .garbage, .garbageForEver, .hugeLength, .hugeMessage, .halfMessage, .reset, .end,
            .notices,
            .notifications, .parameters, .errors, .strangeMessages, .unaskedAnswer, .readyForEver:
            Moment.allCases
        case .rows, .copyForEver, .copyBoth, .results: [.probe, .idle]
        case .bigResult, .bigField, .manyColumns, .copyIn, .copyOut, .copyDone, .noResult, .wrongColumns, .nulls,
            .invalidText, .hugeNumbers, .emptyQuery, .functionResult:
            [.probe]
        case .scramIterations, .scramCostly, .scramGarbage, .scramUnknown, .scramForEver, .authenticationUnknown,
            .passwordForEver,
            .passwordInClear:
            [.authentication]
        case .negotiation, .encryptedGarbage, .encryptedSilence, .encryptedDrip, .encryptionOdd, .oldError: [.greeting]
        }
    }
}
