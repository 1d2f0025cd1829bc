/// A literal IP address. Every address from DNS becomes one of these or is dropped, so that no other text from DNS can
/// reach an ini file, SQL or a shell.
///
/// An IPv4-mapped IPv6 address (`::ffff:192.0.2.1`, RFC 4291 2.5.5.2) is read as the IPv4 address that it stands for.
package enum IPAddress: Codable, Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Four bytes, the first one in the most significant place.
    case v4(UInt32)
    /// Sixteen bytes as two halves.
    case v6(high: UInt64, low: UInt64)

    /// Reads the four or sixteen bytes of a DNS record or a socket address; nil for any other count.
    package init?(bytes: some Collection<UInt8>) {
        switch bytes.count {
        case 4: self = .v4(UInt32(Self.number(bytes)))
        case 16: self = Self.unmapped(high: Self.number(bytes.prefix(8)), low: Self.number(bytes.suffix(8)))
        default: return nil
        }
    }

    /// Reads the text forms of RFC 4291 2.2 and dotted IPv4, without zone and without brackets.
    package init?(_ text: some StringProtocol) {
        if text.utf8.contains(UInt8(ascii: ":")) {
            guard let groups = Self.groups(of: text) else { return nil }
            let halves = [groups.prefix(4), groups.suffix(4)].map { $0.reduce(UInt64(0)) { $0 << 16 | UInt64($1) } }
            self = Self.unmapped(high: halves[0], low: halves[1])
        } else {
            guard let number = Self.dotted(text) else { return nil }
            self = .v4(number)
        }
    }

    /// The text as RFC 5952 recommends it.
    package var description: String {
        switch self {
        case .v4(let number):
            return "\(number >> 24).\(number >> 16 & 0xFF).\(number >> 8 & 0xFF).\(number & 0xFF)"
        case .v6(let high, let low):
            let groups = [high, low].flatMap { half in [48, 32, 16, 0].map { UInt16(truncatingIfNeeded: half >> $0) } }
            return Self.text(of: groups)
        }
    }

    /// Four or sixteen bytes in network order.
    package var bytes: [UInt8] {
        switch self {
        case .v4(let number): [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
        case .v6(let high, let low):
            [high, low].flatMap { half in
                stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: half >> UInt64($0)) }
            }
        }
    }

    package static func < (left: IPAddress, right: IPAddress) -> Bool {
        switch (left, right) {
        case (.v4(let left), .v4(let right)): left < right
        case (.v4, .v6): true
        case (.v6, .v4): false
        case (.v6(let leftHigh, let leftLow), .v6(let rightHigh, let rightLow)):
            (leftHigh, leftLow) < (rightHigh, rightLow)
        }
    }

    private static func number(_ bytes: some Collection<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func unmapped(high: UInt64, low: UInt64) -> IPAddress {
        high == 0 && low >> 32 == 0xFFFF ? .v4(UInt32(truncatingIfNeeded: low)) : .v6(high: high, low: low)
    }

    private static func dotted(_ text: some StringProtocol) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        return parts.reduce(UInt32?(0)) { number, part in
            guard let number, (1...3).contains(part.utf8.count), part == "0" || part.first != "0",
                part.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains), let byte = UInt8(part)
            else { return nil }
            return number << 8 | UInt32(byte)
        }
    }

    /// The eight groups of an IPv6 text.
    private static func groups(of text: some StringProtocol) -> [UInt16]? {
        var body = String(text)
        if let colon = body.lastIndex(of: ":"), body[colon...].contains(".") {
            guard let tail = dotted(body[body.index(after: colon)...]) else { return nil }
            body = body[...colon] + String(tail >> 16, radix: 16) + ":" + String(tail & 0xFFFF, radix: 16)
        }
        let sides: [String]
        if let gap = body.firstRange(of: "::") {
            sides = [String(body[..<gap.lowerBound]), String(body[gap.upperBound...])]
        } else {
            sides = [body]
        }
        let parsed = sides.map(sideGroups)
        guard let left = parsed[0], let right = parsed.last! else { return nil }
        if sides.count == 1 { return left.count == 8 ? left : nil }
        let missing = 8 - left.count - right.count
        return missing >= 1 ? left + [UInt16](repeating: 0, count: missing) + right : nil
    }

    private static func sideGroups(_ side: String) -> [UInt16]? {
        if side.isEmpty { return [] }
        let groups = side.split(separator: ":", omittingEmptySubsequences: false).map { group in
            (1...4).contains(group.utf8.count) && group.utf8.allSatisfy(\.isHexadecimalDigit)
                ? UInt16(group, radix: 16) : nil
        }
        return groups.contains(nil) ? nil : groups.compactMap(\.self)
    }

    private static func text(of groups: [UInt16]) -> String {
        var longest = 0..<0
        var start = 0
        while start < groups.count {
            let end = groups[start...].firstIndex { $0 != 0 } ?? groups.count
            if end - start > max(1, longest.count) { longest = start..<end }
            start = max(end, start + 1)
        }
        let words = groups.map { String($0, radix: 16) }
        if longest.isEmpty { return words.joined(separator: ":") }
        return words[..<longest.lowerBound].joined(separator: ":") + "::"
            + words[longest.upperBound...].joined(separator: ":")
    }
}

extension IPAddress {
    /// Whether one machine can have this address for others: not 0.0.0.0/8 and `::`, which block lists answer with and
    /// which would dial this machine itself, and not a multicast or broadcast address.
    package var isHost: Bool {
        switch self {
        case .v4(let number): (1..<224).contains(number >> 24)
        case .v6(let high, let low): (high, low) != (0, 0) && high >> 56 != 0xFF
        }
    }
}

extension UInt8 {
    /// `0` to `9`, `a` to `f`, `A` to `F`. The standard library's parser of numbers accepts signs too.
    var isHexadecimalDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
