import Glibc
import LinuxReactor
import TestServers

// What happens to its files.
extension TestPooler {
    /// Adds a line that nobody can read.
    func spoil(_ name: String) throws {
        guard let file = fopen("\(folder)/\(name)", "a") else { throw SystemError(call: "fopen \(name)", code: errno) }
        fputs("no line of an ini file\n", file)
        fclose(file)
    }

    func lose(_ name: String) throws {
        guard unlink("\(folder)/\(name)") == 0 else { throw SystemError(call: "unlink \(name)", code: errno) }
    }
}
