import Glibc
import LinuxReactor
package import PointsmanFormats

/// Reads small files at the start. It blocks: not for the reactor.
package enum Disk {
    private static let mostBytes = 16 << 20

    package static func load(_ file: String) -> LoadedFile {
        let descriptor: Descriptor
        do throws(SystemError) {
            descriptor = try Descriptor.reading(file, links: .followed)
        } catch {
            return failure(error.code)
        }
        var status = stat()
        guard fstat(descriptor.number, &status) == 0 else { return failure(errno) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(descriptor.number, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return failure(errno) }
            if count == 0 { return .bytes(bytes, mode: FileAccess(of: file, status)) }
            bytes += chunk.prefix(count)
            guard bytes.count <= mostBytes else { return .failed("it is larger than \(mostBytes >> 20) MB") }
        }
    }

    private static func failure(_ code: Int32) -> LoadedFile {
        switch code {
        case ENOENT, ENOTDIR: .absent
        case EACCES, EPERM: .denied
        case EISDIR: .failed("it is a folder")
        case EINVAL, ENXIO: .failed("it is no regular file")
        default: .failed(String(cString: strerror(code)))
        }
    }
}
