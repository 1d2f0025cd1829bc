import ArgumentParser
import Glibc
import PointsmanConfiguration

/// The end of a command that could not do its work.
enum Exit {
    /// Writes the sentence to standard error, and returns `code` as an exit code.
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
