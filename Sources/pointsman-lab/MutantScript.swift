import ArgumentParser
import Glibc

/// The script that breaks the core and tells what notices, in the source checkout that is the working directory. It is the
/// one implementation: this process becomes it.
enum MutantScript {
    private static let path = "checks/mutants"

    /// - Throws: 66 where there is no such script, 71 where it can't be run; each is told.
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
