import ArgumentParser
import PointsmanConfiguration

/// How a command ends that could not do what it should.
enum Exit {
    /// Says why on standard error, and ends with `code`.
    static func saying(_ sentence: String, _ code: PointsmanConfiguration.ExitCode) -> ArgumentParser.ExitCode {
        complain(sentence)
        return ArgumentParser.ExitCode(code.rawValue)
    }
}
