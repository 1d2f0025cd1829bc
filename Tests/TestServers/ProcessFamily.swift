import Glibc

/// The processes that another one has started, as Linux shows them.
package enum ProcessFamily {
    package static func children(of process: Int32) -> [Int32] {
        guard let file = fopen("/proc/\(process)/task/\(process)/children", "r") else { return [] }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self).split(separator: " ").compactMap { Int32($0) }
    }
}
