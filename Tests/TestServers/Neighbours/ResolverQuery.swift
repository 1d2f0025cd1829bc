/// One question as it came (RFC 1035 4.1), and what can be answered.
struct ResolverQuery {
    enum Record {
        case address(String)
        /// An IPv6 address that nothing has.
        case longAddress(UInt16)
        case alias(String)
        case raw(type: UInt16, data: [UInt8])
    }

    let name: String
    let type: UInt16
    private let id: [UInt8]

    /// Nil where it is no question.
    init?(_ bytes: [UInt8]) {
        guard bytes.count > 16 else { return nil }
        id = Array(bytes.prefix(2))
        var labels: [String] = []
        var place = 12
        while place < bytes.count, bytes[place] != 0 {
            let end = place + 1 + Int(bytes[place])
            guard end < bytes.count else { return nil }
            labels.append(String(decoding: bytes[place + 1..<end], as: UTF8.self))
            place = end
        }
        guard place + 4 < bytes.count else { return nil }
        name = labels.joined(separator: ".").lowercased()
        type = UInt16(bytes[place + 1]) << 8 | UInt16(bytes[place + 2])
    }

    /// A whole message.
    /// - Parameter asking: the question that it repeats; nil for the right one.
    func answer(
        asking: String? = nil, code: UInt8 = 0, truncated: Bool = false, lifetime: UInt32 = 1, records: [Record]
    ) -> [UInt8] {
        let head =
            id + [truncated ? 0x87 : 0x85, 0x80 | code] + [0, 1] + WireText.int16(UInt16(records.count)) + [0, 0, 0, 0]
        let question = Self.labels(asking ?? name) + WireText.int16(type) + [0, 1]
        return head + question + records.flatMap { [0xC0, 0x0C] + Self.body(of: $0, lifetime) }
    }

    /// One that is right but for `misdeed`.
    func answer(with misdeed: ResolverMisdeed, records: [Record], turn: Int) -> [UInt8] {
        switch misdeed {
        case .pointerLoop:
            // The name of the first record points at itself.
            let whole = answer(records: [.address("127.0.0.1")])
            let place = 12 + Self.labels(name).count + 4
            return Array(whole.prefix(place)) + [0xC0, UInt8(place)] + whole.dropFirst(place + 2)
        case .aliasLoop: return answer(records: Array(repeating: .alias(name), count: 100))
        case .aliasForEver: return answer(records: [.alias("alias-\(turn).\(name)".suffix(200).description)])
        case .halfRecord: return answer(records: records).dropLast(2)
        case .wrongLength:
            return answer(records: [.raw(type: type, data: [127, 0, 0, 1])]).dropLast(5) + [0xFF, 127, 0, 0, 1]
        case .longestName:
            let longest = Array(repeating: String(repeating: "x", count: 61), count: 4).joined(separator: ".")
            return answer(records: Array(repeating: .alias(longest), count: 14))
        case .zeroLifetime: return answer(lifetime: 0, records: records)
        case .longestLifetime: return answer(lifetime: .max, records: records)
        default: return answer(records: records)
        }
    }

    private static func labels(_ name: String) -> [UInt8] {
        name.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
    }

    /// What follows a record's name.
    private static func body(of record: Record, _ lifetime: UInt32) -> [UInt8] {
        let (type, data): (UInt16, [UInt8]) =
            switch record {
            case .address(let text): (1, text.split(separator: ".").map { UInt8($0) ?? 0 })
            case .longAddress(let number): (28, [0xFD] + [UInt8](repeating: 0, count: 13) + WireText.int16(number))
            case .alias(let name): (5, labels(name))
            case .raw(let type, let data): (type, data)
            }
        return WireText.int16(type) + [0, 1] + WireText.int32(lifetime) + WireText.int16(UInt16(data.count)) + data
    }
}
