/// A file of passwords in libpq's format: `host:port:database:user:password` lines, `*` for any, `\:` and `\\` inside a
/// field, `#` before a comment (PostgreSQL manual, 34.16).
package struct PassFile: Equatable, Sendable {
    private struct Line: Equatable, Sendable {
        /// Host, port, database and user; nil matches any value.
        var fields: [String?]
        var password: Secret
    }

    private var lines: [Line] = []
    /// The numbers of the lines with another format; libpq ignores them silently.
    package private(set) var unreadable: [Int] = []

    package init(_ bytes: [UInt8]) {
        let rows = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, row) in rows.enumerated() {
            let row = row.prefix(row.lastIndex { $0 != UInt8(ascii: "\r") }.map { $0 - row.startIndex + 1 } ?? 0)
            if row.isEmpty || row.first == UInt8(ascii: "#") { continue }
            if let line = Self.line(row) {
                lines.append(line)
            } else {
                unreadable.append(index + 1)
            }
        }
    }

    /// The password of the first line that matches; nil if none does or it is empty.
    /// - Parameter host: the host as the connection names it; the folder of a Unix socket also matches `localhost`.
    package func password(host: DatabaseURL.Host, port: UInt16, database: String, user: String) -> Secret? {
        var hosts = [host.description]
        if case .socketFolder = host { hosts.append("localhost") }
        let rest = [String(port), database, user]
        let match = lines.first { line in
            (line.fields[0].map { hosts.contains($0) } ?? true)
                && zip(line.fields.dropFirst(), rest).allSatisfy { $0 == nil || $0 == $1 }
        }
        return match.flatMap { $0.password.isEmpty ? nil : $0.password }
    }

    /// `field` with the escapes of a line.
    package static func escaped(_ field: String) -> String {
        String(
            String.UnicodeScalarView(
                field.unicodeScalars.flatMap { $0 == "\\" || $0 == ":" ? ["\\", $0] : [$0] }))
    }

    private static func line(_ row: ArraySlice<UInt8>) -> Line? {
        var fields: [ArraySlice<UInt8>] = []
        var start = row.startIndex
        var index = start
        while index < row.endIndex {
            if row[index] == UInt8(ascii: "\\") {
                index += 1
            } else if row[index] == UInt8(ascii: ":") {
                fields.append(row[start..<index])
                start = index + 1
            }
            index += 1
        }
        fields.append(row[start...])
        // As in libpq the password also ends at an unescaped colon; the rest of the line is ignored.
        guard fields.count >= 5 else { return nil }
        let texts = fields.prefix(5).map(unescaped)
        guard let password = texts[4], texts.allSatisfy({ $0 != nil }) else { return nil }
        let names = zip(fields, texts).prefix(4).map { $0.elementsEqual("*".utf8) ? nil : $1 }
        return Line(fields: names, password: Secret(password))
    }

    private static func unescaped(_ field: ArraySlice<UInt8>) -> String? {
        var bytes: [UInt8] = []
        var rest = field
        while let byte = rest.popFirst() {
            bytes.append(byte == UInt8(ascii: "\\") ? rest.popFirst() ?? byte : byte)
        }
        return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    }
}
