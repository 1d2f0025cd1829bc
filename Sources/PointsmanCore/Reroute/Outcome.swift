/// The result of an operation.
package enum Outcome: Codable, Equatable, Sendable {
    case done
    /// Only for a PAUSE: done, and the pooler has counted no statement of the databases for writes since it was led to
    /// their present member. Reported only if the pooler was watched all the time.
    case doneUnused
    /// Only for a canary: it found no free connection.
    case full(Fullness)
    /// The operation failed; the sentence says what was tried and what came back.
    case failed(String)
}
