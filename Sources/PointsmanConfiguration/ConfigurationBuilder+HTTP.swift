import PointsmanCore
import PointsmanFormats

extension ConfigurationBuilder {
    /// The least length of a token: a shorter one could be guessed.
    private static let leastTokenBytes = 16

    /// The first line of `http_token_file`; nil if there is none or it is no token. The group may read the file:
    /// Kubernetes gives a secret to a user other than root in this way (`fsGroup`).
    mutating func httpToken() -> Secret? {
        guard let file = values.read(.httpTokenFile, Self.path),
            let bytes = secretFile(file, about: .httpTokenFile, open: 0o040)
        else { return nil }
        let line = SecretText.unmarked(bytes).prefix { $0 != 10 && $0 != 13 }
        guard line.count >= Self.leastTokenBytes, line.allSatisfy({ $0 > 32 && $0 < 127 }) else {
            values.complain(
                about: .httpTokenFile, code: .dataError,
                "the first line of \(printable(file)) is no token: at least \(Self.leastTokenBytes) letters, digits or signs "
                    + "without white space are expected, such as `openssl rand -hex 32` makes")
            return nil
        }
        return Secret(String(decoding: line, as: UTF8.self))
    }
}
