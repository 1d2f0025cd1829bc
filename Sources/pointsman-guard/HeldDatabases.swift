/// The databases that the agent holds, as its lines on the pipe tell: `hold NAME` and `release NAME`.
struct HeldDatabases {
    private(set) var names: [String] = []
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
        guard words.count == 2 else { return }
        let name = String(words[1])
        names.removeAll { $0 == name }
        if words[0] == "hold" { names.append(name) }
    }
}
