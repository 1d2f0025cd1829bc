import Glibc
import LinuxReactor

/// Reads files and folders of /proc, and the ends of logs. It blocks: not for the reactor.
enum SmallFile {
    private static let most = 256 << 10

    /// The text; nil if it can't be read. It reads to the end, since /proc reports no sizes.
    static func read(_ path: String) -> String? {
        text(path, fromEnd: false)
    }

    /// The last 256 kB, from the first whole line on; nil if it can't be read.
    static func tail(_ path: String) -> String? {
        text(path, fromEnd: true)
    }

    /// The names in a folder; nil if it can't be read.
    static func names(in folder: String) -> [String]? {
        guard let stream = opendir(folder) else { return nil }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    static func link(_ path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 4_096)
        let length = readlink(path, &buffer, buffer.count)
        guard length > 0 else { return nil }
        return String(decoding: buffer.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func text(_ path: String, fromEnd: Bool) -> String? {
        guard let descriptor = try? Descriptor.reading(path, links: .followed) else { return nil }
        let file = descriptor.number
        var isCut = false
        if fromEnd {
            let size = lseek(file, 0, SEEK_END)
            isCut = size > most
            lseek(file, isCut ? size - off_t(most) : 0, SEEK_SET)
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count < most * 4 {
            let count = Glibc.read(file, &buffer, buffer.count)
            guard count >= 0 else { return nil }
            if count == 0 { break }
            bytes += buffer.prefix(count)
        }
        return String(decoding: isCut ? bytes.drop { $0 != 10 } : bytes[...], as: UTF8.self)
    }
}
