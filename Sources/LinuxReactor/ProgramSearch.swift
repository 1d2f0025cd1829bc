import Glibc

/// Finds programs as execvp(3) does.
package enum ProgramSearch {
    /// The folders of `PATH`, or default ones if it is empty.
    package static var folders: String {
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        return path.isEmpty ? "/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin" : path
    }

    /// The path of the first program called `name` in the folders of `searched`, a `PATH`; nil if there is none.
    package static func path(of name: String, in searched: String) -> String? {
        searched.split(separator: ":").map { "\($0)/\(name)" }.first(where: isProgram)
    }

    /// Whether `path` is a file that this user may run.
    package static func isProgram(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }
}
