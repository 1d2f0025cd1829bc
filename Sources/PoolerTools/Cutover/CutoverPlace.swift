import PointsmanCore
import PointsmanFormats
import PostgresClient

/// Where an operator's command logs in: a URL without a password, since every user of the machine sees a command's words. libpq
/// takes the password from PGPASSFILE, ~/.pgpass or PGPASSWORD.
package struct CutoverPlace: Sendable {
    package let option: String
    package let parameters: [(keyword: String, value: String)]

    package init(_ text: String, option: String) throws(CutoverFailure) {
        guard let parameters = ConnectionText.parameters(text) else {
            throw CutoverFailure(
                "\(option): a URL such as postgres://operator@db-new:5432/app is expected, or libpq's keyword=value pairs"
            )
        }
        guard !parameters.contains(where: { $0.keyword == "password" }) else {
            throw CutoverFailure(
                "\(option): leave the password out, since every user of this machine sees a command's words; libpq takes it from "
                    + "~/.pgpass, PGPASSFILE or PGPASSWORD")
        }
        self.option = option
        self.parameters = parameters
    }

    private init(option: String, parameters: [(keyword: String, value: String)]) {
        self.option = option
        self.parameters = parameters
    }

    /// The same login at another server.
    /// - Parameter text: its address and port.
    package func moved(to text: String, option: String) throws(CutoverFailure) -> CutoverPlace {
        guard let member = MemberID(String(text.prefix { !$0.isWhitespace })) else {
            throw CutoverFailure("\(option): no address was told; give --from")
        }
        let others = parameters.filter { !["host", "hostaddr", "port"].contains($0.keyword) }
        return CutoverPlace(
            option: option, parameters: others + [("host", "\(member.address)"), ("port", String(member.port))])
    }
}
