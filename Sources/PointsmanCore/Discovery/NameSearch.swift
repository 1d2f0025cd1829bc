/// Puts questions of some types to DNS for one name after the other that a host may stand for, until one has a record of any
/// of the types. All types are asked of one name before the next one, so that no two of them speak of different names.
///
/// As in res_search(3) a name that is unknown, has no such record, or about which the server says that it failed leads to the
/// next one. No answer, or a refusal, ends the search list: then only the name as it is written is left.
struct NameSearch {
    let candidates: [NameRules.Candidate]
    let types: [DNSRecordType]

    enum Progress: Equatable {
        case ask([DNSQuestion])
        /// - Parameters:
        ///   - name: the one that has records; nil where none has.
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
            // A name as it is written that is asked first is not of the list: only silence, which would go on, ends it.
            switch candidate.kind {
            case .asWritten: isEnded = isEnded || questions.contains { answers.isUnanswered($0) }
            case .completed: isEnded = questions.contains { answers.isUnanswered($0) || answers.isRefused($0) }
            }
        }
        return .done(name: nil, asked: asked)
    }
}
