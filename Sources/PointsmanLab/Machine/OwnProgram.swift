import Glibc

/// The path of the running program.
enum OwnProgram {
    static func path() throws(LabError) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else { throw LabError("/proc/self/exe can't be read: \(String(cString: strerror(errno)))") }
        return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
