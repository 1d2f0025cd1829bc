/// A name that Kubernetes (RFC 1123, a label), Fly.io and an image's tag accept: lower-case letters, digits and dashes.
package enum PlatformName {
    /// The name closest to `text`; "app" if no character of it is allowed.
    /// - Parameter most: the most characters.
    package static func near(_ text: some StringProtocol, most: Int = 63) -> String {
        let letters = text.lowercased().unicodeScalars.map { isLetter($0) ? Character($0) : "-" }
        var name = String(letters.drop { $0 == "-" }.prefix(most))
        while name.hasSuffix("-") { name.removeLast() }
        return name.isEmpty ? "app" : name
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
    }
}
