/// The kinds of records that discovery asks for, by their numbers in DNS (RFC 1035, 3596 and 2782).
package enum DNSRecordType: UInt16, Sendable, CustomStringConvertible {
    case a = 1
    case txt = 16
    case aaaa = 28
    case srv = 33

    package var description: String {
        switch self {
        case .a: "A"
        case .txt: "TXT"
        case .aaaa: "AAAA"
        case .srv: "SRV"
        }
    }
}
