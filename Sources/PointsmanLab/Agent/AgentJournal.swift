/// The agent's log during a drill, read as a person would: only the log tells every decision.
struct AgentJournal {
    private let path: String
    private let start: Int

    /// Starts at the log's present end.
    init(_ path: String) {
        self.path = path
        start = TextFile.read(path)?.utf8.count ?? 0
    }

    /// The text written since the start.
    var text: String {
        guard let text = TextFile.read(path) else { return "" }
        return String(decoding: text.utf8.dropFirst(start), as: UTF8.self)
    }

    /// The decisions in the text.
    var decisions: [AgentDecision] {
        text.split(separator: "\n").compactMap { AgentDecision(line: $0) }
    }
}
