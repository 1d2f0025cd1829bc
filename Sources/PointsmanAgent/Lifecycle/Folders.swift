import Glibc
import LinuxReactor

/// Where things are on disk. The folders are made where they are missing.
struct Folders {
    let state: String
    let runtime: String

    /// Throws where a folder can't be made or written to.
    init(_ configuration: Configuration) throws(SystemError) {
        state = configuration.stateDirectory
        runtime = configuration.runtimeDirectory
        for folder in [state, runtime] {
            try Self.make(folder, mode: 0o755)
            guard access(folder, W_OK | X_OK) == 0 else { throw SystemError(call: "write to \(folder)", code: errno) }
        }
    }

    var databasesIni: String { "\(state)/databases.ini" }

    /// The folder of a managed PgBouncer, which has to write its pid file there.
    func makePoolerFolder(for owner: (user: uid_t, group: gid_t)?) throws(SystemError) -> String {
        let folder = "\(runtime)/pgbouncer"
        try Self.make(folder, mode: 0o700)
        if let owner, chown(folder, owner.user, owner.group) != 0 {
            throw SystemError(call: "chown \(folder)", code: errno)
        }
        return folder
    }

    private static func make(_ folder: String, mode: mode_t) throws(SystemError) {
        guard mkdir(folder, mode) == 0 || errno == EEXIST else {
            throw SystemError(call: "mkdir \(folder)", code: errno)
        }
    }

    /// A program that lies beside our own.
    static func sibling(_ name: String) -> String {
        var buffer = [CChar](repeating: 0, count: 4_096)
        let length = readlink("/proc/self/exe", &buffer, buffer.count)
        let own = String(decoding: buffer.prefix(max(0, length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
        return own[..<(own.lastIndex(of: "/") ?? own.startIndex)] + "/" + name
    }
}
