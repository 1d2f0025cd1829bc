import ArgumentParser
import Glibc
import PointsmanConfiguration

/// How a command ends that could not do what it should.
enum Exit {
    /// Says why on standard error, and ends with `code`.
    static func saying(_ sentence: String, _ code: PointsmanConfiguration.ExitCode) -> ArgumentParser.ExitCode {
        complain(sentence)
        return ArgumentParser.ExitCode(code.rawValue)
    }
}

/// Writes a sentence to standard error.
func complain(_ sentence: String) {
    let line = sentence.hasSuffix("\n") ? sentence : sentence + "\n"
    line.withCString { _ = write(2, $0, strlen($0)) }
}
