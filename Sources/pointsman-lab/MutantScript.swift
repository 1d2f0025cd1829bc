import ArgumentParser
import Glibc

/// The script that breaks the core and shows which checks notice, in the source checkout that is the working directory.
/// It is the only implementation: this process becomes it.
enum MutantScript {
    private static let path = "checks/mutants"

    /// - Throws: exit code 66 if there is no such script, 71 if it can't be run; both with a message.
    static func become(_ arguments: [String]) throws -> Never {
        guard access(path, F_OK) == 0 else {
            Output.complaint("there is no \(path) here: run this in the folder of Pointsman's sources")
            throw ExitCode(66)
        }
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        execv(path, &words)
        Output.complaint("\(path) can't be run: \(String(cString: strerror(errno)))")
        throw ExitCode(71)
    }
}
