import Glibc
import LinuxReactor

/// The folder of rendered files.
package struct RenderFolder {
    package let path: String

    /// - Parameter path: the folder; it is made if it is missing.
    package init(_ path: String) throws(RenderError) {
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw RenderError("\(path) can't be made: \(String(cString: strerror(errno)))")
        }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard realpath(path, &buffer) != nil else {
            throw RenderError("\(path) can't be found: \(String(cString: strerror(errno)))")
        }
        self.path = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Writes `files`: all of them, or none if one exists and may not be replaced.
    package func write(_ files: [RenderedFile], replacing: Bool) throws(RenderError) {
        if !replacing, let there = files.first(where: { access("\(path)/\($0.name)", F_OK) == 0 }) {
            throw RenderError("\(path)/\(there.name) is there already: --force replaces it")
        }
        for file in files {
            do {
                try AtomicFile.write(file.text, to: "\(path)/\(file.name)", mode: file.mode)
            } catch {
                throw RenderError("\(error)")
            }
        }
    }
}
