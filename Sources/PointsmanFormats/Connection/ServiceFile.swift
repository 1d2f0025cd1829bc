/// A file of connection services in libpq's format: `[name]` and `keyword=value` lines, `#` before a comment
/// (PostgreSQL manual, 34.17).
package enum ServiceFile {
    /// The settings under `[service]`, in order; nil if the file has no such group. A later group of the same name is
    /// not read.
    /// - Throws: a sentence with the number of the wrong line, without its text.
    package static func group(
        _ service: String, in bytes: [UInt8]
    ) throws(DatabaseURLError) -> [(keyword: String, value: String)]? {
        var found: [(keyword: String, value: String)]?
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, bytes) in lines.enumerated() {
            let line = trimmed(bytes)
            if line.isEmpty || line.first == UInt8(ascii: "#") { continue }
            if line.first == UInt8(ascii: "[") {
                if found != nil { return found }
                if line.dropFirst().starts(with: Array("\(service)]".utf8)) { found = [] }
                continue
            }
            if found == nil { continue }
            let name = line.prefix { $0 != UInt8(ascii: "=") }
            guard name.count < line.count, let keyword = String(validating: name, as: UTF8.self),
                ConnectionKeyword.named(keyword) != nil,
                let value = String(validating: line.dropFirst(name.count + 1), as: UTF8.self)
            else {
                throw DatabaseURLError("line \(index + 1) is no keyword=value of libpq's, without blanks around the =")
            }
            found?.append((keyword, value))
        }
        return found
    }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let start = line.drop(while: IniScanner.isSpace)
        return start.prefix(start.lastIndex { !IniScanner.isSpace($0) }.map { $0 - start.startIndex + 1 } ?? 0)
    }
}
