import Glibc

/// Small text files, read and written as a whole.
enum TextFile {
    /// Writes `text`, replacing the old content. A file with a secret has mode 0600 from its first byte on.
    static func write(_ text: String, to path: String, mode: mode_t = 0o600) throws(LabError) {
        unlink(path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw LabError("\(path) can't be written: \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        var text = text
        let isWritten = text.withUTF8 { bytes in
            Glibc.write(descriptor, bytes.baseAddress, bytes.count) == bytes.count
        }
        guard isWritten else { throw LabError("\(path) can't be written: \(String(cString: strerror(errno)))") }
    }

    /// The text of the file; nil if it can't be read.
    static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { return nil }
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(contentsOf: chunk.prefix(count))
        }
    }

    static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// The last `count` lines, for the error of a program that failed.
    static func tail(of path: String, lines count: Int = 8) -> String {
        let lines = (read(path) ?? "").split(separator: "\n")
        return lines.suffix(count).joined(separator: "\n")
    }
}
