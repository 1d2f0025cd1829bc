import Glibc
import LinuxReactor
import PointsmanConfiguration

/// The folders that the agent writes to; missing ones are made.
struct Folders {
    init(_ configuration: Configuration) throws(StartError) {
        guard configuration.stateDirectory != configuration.runtimeDirectory else {
            throw StartError(
                .configuration,
                "state_directory and runtime_directory are one folder, \(configuration.stateDirectory): name two")
        }
        for (key, folder) in Self.named(configuration) {
            Self.makeParents(of: folder)
            try make(folder, mode: 0o755, namedBy: key)
            guard access(folder, W_OK | X_OK) == 0 else {
                throw StartError(
                    .cannotCreate,
                    "\(folder) can't be written to by this user (\(Self.reason)): give it to that one, or name another "
                        + "one in \(key.rawValue)")
            }
        }
    }

    /// The folders, with the keys that name them.
    static func named(_ configuration: Configuration) -> [(key: ConfigurationKey, folder: String)] {
        [(.stateDirectory, configuration.stateDirectory), (.runtimeDirectory, configuration.runtimeDirectory)]
    }

    /// Makes the folders above an ordinary user's, such as ~/.local/state, for that user alone (XDG Base Directory
    /// Specification). Those of the machine are there; if not, `make` says so.
    private static func makeParents(of folder: String) {
        guard geteuid() != 0 else { return }
        var path = ""
        for part in folder.split(separator: "/").dropLast() {
            path += "/\(part)"
            mkdir(path, 0o700)
        }
    }

    /// - Parameters:
    ///   - owner: the owner that the folder gets; then it must be a folder itself, and not a link to another user's.
    ///   - key: the key that names the folder, for the error.
    func make(
        _ folder: String, mode: mode_t, owner: (user: uid_t, group: gid_t)? = nil,
        namedBy key: ConfigurationKey = .runtimeDirectory
    ) throws(StartError) {
        guard mkdir(folder, mode) == 0 || errno == EEXIST else {
            throw StartError(
                .cannotCreate, "\(folder) can't be made (\(Self.reason)): name another one in \(key.rawValue)")
        }
        let descriptor: Descriptor
        do throws(SystemError) {
            descriptor = try Descriptor.folder(folder, links: owner == nil ? .followed : .refused)
        } catch {
            throw Self.refusal(of: folder, error.code, key)
        }
        if let owner, fchown(descriptor.number, owner.user, owner.group) != 0 {
            throw StartError(.noPermission, "\(folder) can't be given to the pooler's user (\(Self.reason))")
        }
    }

    private static func refusal(of folder: String, _ code: Int32, _ key: ConfigurationKey) -> StartError {
        guard code != ENOTDIR, code != ELOOP else {
            return StartError(.cannotCreate, "\(folder) is no folder: name another one in \(key.rawValue)")
        }
        return StartError(
            .cannotCreate,
            "\(folder) can't be read by this user (\(String(cString: strerror(code)))): give it to that one, or name "
                + "another one in \(key.rawValue)")
    }

    private static var reason: String { String(cString: strerror(errno)) }

    /// The path of a program in the folder of this process's own program.
    static func sibling(_ name: String) -> String {
        var buffer = [CChar](repeating: 0, count: 4_096)
        let length = readlink("/proc/self/exe", &buffer, buffer.count)
        let own = String(decoding: buffer.prefix(max(0, length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
        return own[..<(own.lastIndex(of: "/") ?? own.startIndex)] + "/" + name
    }
}
