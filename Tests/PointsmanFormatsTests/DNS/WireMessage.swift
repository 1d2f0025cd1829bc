/// Builds DNS messages byte by byte, right ones and wrong ones.
struct WireMessage {
    private(set) var bytes: [UInt8]

    /// An answer's header with these counts, and the question `db.internal` (whose name begins at byte 12) where there
    /// is one.
    init(flags: UInt16 = 0x8180, questions: UInt16 = 1, answers: UInt16) {
        bytes = Self.big(0x1234) + Self.big(flags) + Self.big(questions) + Self.big(answers) + [0, 0, 0, 0]
        if questions > 0 {
            bytes += Self.name("db.internal") + Self.big(28) + Self.big(1)
        }
    }

    /// `name` as bytes, a pointer to the question's name by default.
    func record(
        _ type: UInt16, name: [UInt8] = [0xC0, 12], class dnsClass: UInt16 = 1, seconds: UInt32 = 5, _ data: [UInt8],
        count: Int? = nil
    ) -> WireMessage {
        var copy = self
        copy.bytes += name + Self.big(type) + Self.big(dnsClass)
        copy.bytes += Self.big(UInt16(seconds >> 16)) + Self.big(UInt16(seconds & 0xFFFF))
        copy.bytes += Self.big(UInt16(count ?? data.count)) + data
        return copy
    }

    static func name(_ text: String) -> [UInt8] {
        text.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
    }

    static func big(_ number: UInt16) -> [UInt8] {
        [UInt8(number >> 8), UInt8(number & 0xFF)]
    }

    /// A TXT record's data.
    static func strings(_ texts: [String]) -> [UInt8] {
        texts.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
    }
}
