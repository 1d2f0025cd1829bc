/// The databases that the agent holds and until when, by its lines on the pipe: `hold NAME`, `release NAME`, `until
/// NANOSECONDS` since the machine's start, `until further-notice`, and `ping`, which asks for an answer. The name `*`
/// is PgBouncer as a whole, which stands still while the agent ends a hold (SUSPEND). `undo COMMAND` is sent to the
/// console if the agent dies, and `guest of-others` says that PgBouncer is not the agent's own.
struct HeldDatabases {
    private(set) var names: [String] = []
    /// When they are to be let go if the agent says nothing more, in nanoseconds since the machine's start; nil for
    /// never.
    private(set) var deadline: Int64?
    /// Whether PgBouncer may serve other owners: then no setting for all databases may change.
    private(set) var isGuest = false
    /// The command that undoes the agent's temporary setting; nil for none.
    private var undo: String?
    /// The number of pings that have no answer yet.
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
        case "undo": undo = name == "none" ? nil : name
        case "guest": isGuest = true
        default:
            names.removeAll { $0 == name }
            if words[0] == "hold" { names.append(name) }
        }
    }

    /// The commands to PgBouncer's console that let the clients go.
    var resumption: [String] {
        [undo].compactMap(\.self) + names.map(Self.resuming)
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
