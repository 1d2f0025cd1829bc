import Glibc

/// What lies in a folder of our own.
package enum FolderList {
    /// The names of the regular files and their sizes in bytes, sorted by name; empty if the folder can't be read.
    package static func files(in folder: String, ending suffix: String) -> [(name: String, bytes: Int)] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var files: [(name: String, bytes: Int)] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            var status = stat()
            guard name.hasSuffix(suffix), lstat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG
            else { continue }
            files.append((name, Int(status.st_size)))
        }
        return files.sorted { $0.name < $1.name }
    }

    /// The bytes of a file; throws if it has more than `most`.
    /// - Parameter links: whether a symbolic link is followed.
    package static func bytes(
        of path: String, most: Int, links: Descriptor.Links = .refused
    ) throws(SystemError) -> [UInt8] {
        let descriptor = try Descriptor.reading(path, links: links)
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = Glibc.read(descriptor.number, &buffer, buffer.count)
            guard count >= 0 else { throw SystemError(call: "read \(path)", code: errno) }
            if count == 0 { return bytes }
            bytes += buffer.prefix(count)
            guard bytes.count <= most else { throw SystemError(call: "read \(path)", code: EFBIG) }
        }
    }
}
