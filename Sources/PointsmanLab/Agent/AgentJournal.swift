/// What the agent writes into its log during a drill, read as a person would: nothing else tells every change of mind.
struct AgentJournal {
    private let path: String
    private let start: Int

    /// Begins at the log's present end.
    init(_ path: String) {
        self.path = path
        start = TextFile.read(path)?.utf8.count ?? 0
    }

    /// What was written since.
    var text: String {
        guard let text = TextFile.read(path) else { return "" }
        return String(decoding: text.utf8.dropFirst(start), as: UTF8.self)
    }

    /// The changes of mind in it.
    var decisions: [AgentDecision] {
        text.split(separator: "\n").compactMap { AgentDecision(line: $0) }
    }
}
