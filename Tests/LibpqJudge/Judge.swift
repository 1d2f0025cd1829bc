import CLibpq
import Glibc

/// What libpq makes of a connection string and of the environment, its service file too: each of its keywords that has a
/// value, a line each, the value in hexadecimal digits. Where it refuses the string it ends with 1.
@main
struct Judge {
    static func main() {
        guard CommandLine.arguments.count == 2 else { exit(64) }
        var complaint: UnsafeMutablePointer<CChar>?
        guard let parsed = PQconninfoParse(CommandLine.arguments[1], &complaint) else { exit(1) }
        PQconninfoFree(parsed)
        // It begins to connect; what it would connect with is told whether that works or not.
        guard let connection = PQconnectStart(CommandLine.arguments[1]), let options = PQconninfo(connection) else {
            exit(1)
        }
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                let digits = String(cString: value).utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
                print("\(String(cString: keyword)) \(digits.joined())")
            }
            option += 1
        }
        // Of libpq's own mind, and not the network's.
        let words = String(cString: PQerrorMessage(connection))
        for sign in [
            "invalid", "could not match", "not found", "weak sslmode", "must be", "syntax error", "nested service",
        ] where words.contains(sign) {
            let isNetworks = words.contains("could not translate") || words.contains("connection to server")
            exit(isNetworks ? 0 : 1)
        }
    }
}

extension String {
    fileprivate func contains(_ part: String) -> Bool { utf8.firstRange(of: part.utf8) != nil }
}
