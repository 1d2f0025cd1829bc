import Glibc
import PointsmanCore
import PointsmanFormats

/// Addresses, members, nameservers, positions and names as text.
enum AddressProperties {
    static func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        let text = String(decoding: bytes, as: UTF8.self)
        try checkAddress(text)
        for port in [nil, 5432] as [UInt16?] {
            guard let member = MemberID(text, port: port) else { continue }
            try check(member)
        }
        if let server = Nameserver(text) {
            try check(server.address)
            try expect(Nameserver(server.description) == server, "\(server) is not read back as the same")
        }
        for server in ResolvConf(text).servers { try check(server.address) }
        if let position = LSN(text) {
            try check(position)
            try expect(
                text.utf8.allSatisfy { isHexadecimal($0) || $0 == UInt8(ascii: "/") }, "\(text) was taken for an LSN")
        }
        if let region = Region(text) { try check(region) }
        if DomainName.isName(text) {
            try expect(
                text.utf8.allSatisfy { isNameByte($0) || $0 == UInt8(ascii: "_") }, "\(text) was taken for a name")
        }
        if let app = FlyDialect.app(ofHost: text) {
            try expect(app.utf8.allSatisfy { isNameByte($0) && $0 != UInt8(ascii: ".") }, "\(app) was taken for an app")
        }
    }

    static func check(_ address: IPAddress) throws(BrokenProperty) {
        let text = address.description
        try expect(
            text.utf8.allSatisfy { isHexadecimal($0) || ".:".utf8.contains($0) },
            "\(text) could be more than an address")
        try expect(IPAddress(text) == address, "\(text) is not read back as the same")
        try expect(IPAddress(bytes: address.bytes) == address, "the bytes of \(text) are not read back as the same")
    }

    static func check(_ member: MemberID) throws(BrokenProperty) {
        try check(member.address)
        guard member.port > 0 else { return }
        try expect(MemberID(member.description) == member, "\(member) is not read back as the same")
    }

    static func check(_ position: LSN) throws(BrokenProperty) {
        try expect(LSN(position.description) == position, "\(position) is not read back as the same")
    }

    static func check(_ region: Region) throws(BrokenProperty) {
        try expect(
            region.code.utf8.allSatisfy { isNameByte($0) && $0 != UInt8(ascii: ".") },
            "\(region) could be more than a region")
    }

    /// The C library reads the same texts as addresses, and the same ones out of them.
    private static func checkAddress(_ text: String) throws(BrokenProperty) {
        let address = IPAddress(text)
        guard !text.utf8.contains(0) else {
            return try expect(address == nil, "\(text.debugDescription) was taken for an address")
        }
        var buffer = [UInt8](repeating: 0, count: 16)
        let isSix = text.utf8.contains(UInt8(ascii: ":"))
        let isKnown = inet_pton(isSix ? AF_INET6 : AF_INET, text, &buffer) == 1
        let other = isKnown ? IPAddress(bytes: buffer.prefix(isSix ? 16 : 4)) : nil
        try expect(address == other, "\(text.debugDescription) is \(address as Any), to the C library \(other as Any)")
        if let address { try check(address) }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        "0123456789abcdefABCDEF".utf8.contains(byte)
    }

    static func isNameByte(_ byte: UInt8) -> Bool {
        "abcdefghijklmnopqrstuvwxyz0123456789-.".utf8.contains(byte)
    }
}
