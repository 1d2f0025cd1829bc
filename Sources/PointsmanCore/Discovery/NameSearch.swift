/// The search for the name that a host stands for: DNS is asked for one candidate after the other, until one has a
/// record of any of the types. All types are asked for one name before the next, so that the answers are about one
/// name.
///
/// As in res_search(3), a name that does not exist, has no such record, or brings SERVFAIL leads to the next candidate.
/// No answer, or a refusal, ends the search list: then only the name as it is written is left.
struct NameSearch {
    let candidates: [NameRules.Candidate]
    let types: [DNSRecordType]

    enum Progress: Equatable {
        case ask([DNSQuestion])
        /// - Parameters:
        ///   - name: the name that has records; nil if none has.
        ///   - asked: all questions that were put on the way.
        case done(name: String?, asked: [DNSQuestion])
    }

    func progress(in answers: DNSAnswers) -> Progress {
        var asked: [DNSQuestion] = []
        var isEnded = false
        for candidate in candidates where !isEnded || candidate.kind == .asWritten {
            let questions = types.map { DNSQuestion($0, candidate.name) }
            let open = answers.open(among: questions)
            guard open.isEmpty else { return .ask(open) }
            asked += questions
            if questions.contains(where: answers.hasRecords) { return .done(name: candidate.name, asked: asked) }
            // A written name that comes first is not from the search list: only a missing answer ends the list, as it
            // would repeat.
            switch candidate.kind {
            case .asWritten: isEnded = isEnded || questions.contains { answers.isUnanswered($0) }
            case .completed: isEnded = questions.contains { answers.isUnanswered($0) || answers.isRefused($0) }
            }
        }
        return .done(name: nil, asked: asked)
    }
}

/// The check of names before they are asked for. Parts of names come from DNS itself (machines in a TXT record, targets
/// of an SRV record) and are untrusted data: only plain labels get into the next question.
package enum DomainName {
    /// Whether `text` is one label of lower-case letters, digits and inner dashes (RFC 1123 2.1).
    package static func isLabel(_ text: some StringProtocol) -> Bool {
        let bytes = text.utf8
        return (1...63).contains(bytes.count) && bytes.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
            && !text.hasPrefix("-") && !text.hasSuffix("-")
    }

    /// Whether `text` is a lower-case name of such labels; underscores are allowed, as in `_postgresql._tcp`.
    package static func isName(_ text: some StringProtocol) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count)
                    && label.utf8.allSatisfy {
                        isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
                    }
            }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
