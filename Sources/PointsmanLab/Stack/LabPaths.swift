import Glibc

/// Paths from the command line.
package enum LabPaths {
    /// The absolute path, since servers run with other working folders.
    package static func absolute(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard getcwd(&buffer, buffer.count) != nil else { return path }
        let here = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return path == "." ? here : "\(here)/\(path)"
    }
}
