/// Checks names before they are asked for. Parts of names come from DNS itself (machines in a TXT record, targets of an
/// SRV record) and are data: only plain words get into the next question.
package enum DomainName {
    /// Whether `text` is one label of lower-case letters, digits and inner dashes (RFC 1123 2.1).
    package static func isLabel(_ text: some StringProtocol) -> Bool {
        let bytes = text.utf8
        return (1...63).contains(bytes.count) && bytes.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
            && !text.hasPrefix("-") && !text.hasSuffix("-")
    }

    /// Whether `text` is a name in lower case made of labels, in which an underscore may stand as in `_postgresql._tcp`.
    package static func isName(_ text: some StringProtocol) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count)
                    && label.utf8.allSatisfy {
                        isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
                    }
            }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
