import Glibc
import LinuxReactor
import TestServers

/// What an agent finds beside itself in place of its guard.
enum GuardStandIn: Sendable {
    case missing
    case script(String)

    /// Copies the agent into a folder of `place`, and puts this beside it.
    /// - Returns: the copy's path.
    @Reactor
    func placed(in place: Place) throws -> String {
        let folder = "\(place.folder)/bin"
        mkdir(folder, 0o755)
        let source = Descriptor(open("\(buildFolder)/pointsman", O_RDONLY | O_CLOEXEC))
        let target = Descriptor(open("\(folder)/pointsman", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o755))
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(source.number, &piece, piece.count)
            guard count >= 0, write(target.number, piece, count) == count else {
                throw SystemError(call: "copy the agent", code: errno)
            }
            if count == 0 { break }
        }
        if case .script(let text) = self { try place.program("bin/pointsman-guard", text) }
        return "\(folder)/pointsman"
    }
}
