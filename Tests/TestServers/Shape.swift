import Glibc

/// The shapes of files that lie in Tests/Shapes, one a line: a name and one field or more, parted by tabs, with escapes.
package struct Shape: Sendable, CustomStringConvertible {
    package let name: String
    /// At least one.
    package let fields: [[UInt8]]

    package var description: String { name }
    package var bytes: [UInt8] { fields[0] }

    /// Those of the file `name`.
    package static func all(in name: String) -> [Shape] {
        text("Tests/Shapes/\(name)").split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            return Shape(
                name: String(fields[0]), fields: fields.count > 1 ? fields.dropFirst().map { unescaped($0) } : [[]])
        }
    }

    /// The text of a file of this repository; empty where it can't be read.
    package static func text(_ path: String) -> String {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return contents(of: "\(root)/\(path)")
    }

    /// The text of a file; empty where it can't be read.
    package static func contents(of path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    private static func unescaped(_ text: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let kind = rest.popFirst() else {
                bytes.append(byte)
                continue
            }
            switch kind {
            case UInt8(ascii: "n"): bytes.append(10)
            case UInt8(ascii: "r"): bytes.append(13)
            case UInt8(ascii: "t"): bytes.append(9)
            case UInt8(ascii: "v"): bytes.append(11)
            case UInt8(ascii: "0"): bytes.append(0)
            case UInt8(ascii: "x"):
                bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
                rest = rest.dropFirst(2)
            default: bytes.append(kind)
            }
        }
        return bytes
    }
}
