/// One question to DNS.
package struct DNSQuestion: Hashable, Sendable, CustomStringConvertible {
    /// In lower case and without the final dot.
    package let name: String
    package let type: DNSRecordType

    package init(_ type: DNSRecordType, _ name: String) {
        let lowercased = name.lowercased()
        self.name = lowercased.hasSuffix(".") ? String(lowercased.dropLast()) : lowercased
        self.type = type
    }

    /// `AAAA db.internal`.
    package var description: String { "\(type) \(name)" }
}
