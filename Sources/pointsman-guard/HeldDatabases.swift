/// What the agent holds and until when, as its lines on the pipe tell: `hold NAME`, `release NAME`, `until NANOSECONDS` of
/// the time since the machine's start, `until further-notice`, and `ping`, which wants an answer. The name `*` is PgBouncer as
/// a whole, which stands still while the agent ends a hold (SUSPEND).
struct HeldDatabases {
    private(set) var names: [String] = []
    /// When they are to be let go, should the agent say nothing more; nil where that is never.
    private(set) var deadline: Int64?
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
        if words[0] == "until" {
            deadline = Int64(name)
        } else {
            names.removeAll { $0 == name }
            if words[0] == "hold" { names.append(name) }
        }
    }

    /// What PgBouncer's console is told to let them go.
    var resumption: [String] {
        names.map { name in
            if name == "*" { return "RESUME" }
            return "RESUME \"\(name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
        }
    }
}
