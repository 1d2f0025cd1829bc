/// What the agent holds and until when, as its lines on the pipe tell: `hold NAME`, `release NAME`, `until NANOSECONDS` of
/// the time since the machine's start, `until further-notice`, and `ping`, which wants an answer. The name `*` is PgBouncer as
/// a whole, which stands still while the agent ends a hold (SUSPEND). `undo KEY COMMAND` is to be sent to the console should the
/// agent die, until `undo KEY none`; and `guest of-others` says that PgBouncer is not the agent's own.
struct HeldDatabases {
    private(set) var names: [String] = []
    /// When they are to be let go if the agent says nothing more, in nanoseconds since the machine's start; nil for
    /// never.
    private(set) var deadline: Int64?
    /// Whether PgBouncer may serve other owners: then no setting for all databases may change.
    private(set) var isGuest = false
    /// What the agent has set for a while, by its key, and what sets it back.
    private var undo: [(key: Substring, command: String)] = []
    /// How many questions have no answer yet.
    var pings = 0
    private var unfinished: [UInt8] = []

    /// Takes the next bytes of the pipe; a line may come in pieces.
    mutating func take(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                obey(String(decoding: unfinished, as: UTF8.self))
                unfinished = []
            } else {
                unfinished.append(byte)
            }
        }
    }

    private mutating func obey(_ line: String) {
        let words = line.split(separator: " ", maxSplits: 1)
        if line == "ping" { pings += 1 }
        guard words.count == 2 else { return }
        let name = String(words[1])
        switch words[0] {
        case "until": deadline = Int64(name)
        case "undo": takeUndo(name)
        case "guest": isGuest = true
        default:
            names.removeAll { $0 == name }
            if words[0] == "hold" { names.append(name) }
        }
    }

    private mutating func takeUndo(_ words: String) {
        let parts = words.split(separator: " ", maxSplits: 1)
        undo.removeAll { $0.key == parts[0] }
        if parts.count == 2, parts[1] != "none" { undo.append((parts[0], String(parts[1]))) }
    }

    /// What PgBouncer's console is told to let them go.
    var resumption: [String] {
        undo.map { $0.command } + names.map(Self.resuming)
    }

    /// The commands that end the waiting clients of one of them.
    static func ending(_ name: String) -> [String] {
        (name == "*" ? [] : ["KILL \(quoted(name))"]) + [resuming(name)]
    }

    private static func resuming(_ name: String) -> String { name == "*" ? "RESUME" : "RESUME \(quoted(name))" }

    private static func quoted(_ name: String) -> String {
        "\"\(name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
    }
}
