import PointsmanCore
import PointsmanFormats

extension ConfigurationBuilder {
    static func listen(_ text: String) throws(Expectation) -> ListenAddress {
        guard let place = MemberID(text) else {
            let star = text.hasPrefix("*") || text.hasPrefix(":")
            throw Expectation(
                star
                    ? "an address is expected: 0.0.0.0:6432 or [::]:6432 for all of them"
                    : "ADDRESS:PORT is expected: 127.0.0.1:6432, [::1]:6432")
        }
        return ListenAddress(address: place.address, port: place.port)
    }

    static func port(_ text: String) throws(Expectation) -> UInt16 {
        UInt16(try number(text, most: 65535, "a port"))
    }

    static func number(_ text: String, most: UInt64, _ what: String) throws(Expectation) -> UInt64 {
        guard text.utf8.allSatisfy(\.isASCIIDigit), let number = UInt64(text), (1...most).contains(number) else {
            throw Expectation("\(what) is expected, a whole number from 1 to \(most)")
        }
        return number
    }

    static func path(_ text: String) throws(Expectation) -> String {
        guard text.hasPrefix("/"), text.utf8.count < 4096 else { throw Expectation("an absolute path is expected") }
        return text
    }

    static func hostName(_ text: String) throws(Expectation) -> String {
        guard DatabaseURL.isHostName(text) else {
            throw Expectation("a name of DNS is expected: letters, digits and - between dots")
        }
        return text
    }

    static func databaseName(_ text: String) throws(Expectation) -> String {
        guard DatabaseLine.isName(text), text != "pgbouncer" else {
            throw Expectation(
                text == "pgbouncer"
                    ? "that is PgBouncer's console"
                    : "PgBouncer takes names of at most 63 letters, digits, _, - and . only")
        }
        return text
    }

    static func userName(_ text: String) throws(Expectation) -> String {
        guard DatabaseLine.isName(text), !text.hasPrefix("-") else {
            throw Expectation("the name of a user of this system is expected")
        }
        return text
    }

    static func groupName(_ text: String) throws(Expectation) -> String {
        guard DatabaseLine.isName(text), !text.hasPrefix("-") else {
            throw Expectation("the name of a group of this system is expected")
        }
        return text
    }

    static func fleetName(_ text: String) throws(Expectation) -> String {
        guard DatabaseLine.isName(text) else {
            throw Expectation("at most 63 letters, digits, _, - and . are expected")
        }
        return text
    }

    /// Parses the items of a list, separated by commas.
    static func list<Item>(
        _ text: String, _ parse: (String) throws(Expectation) -> Item
    ) throws(Expectation) -> [Item] {
        var items: [Item] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let trimmed = part.drop { $0 == " " || $0 == "\t" }
            let length = trimmed.lastIndex { $0 != " " && $0 != "\t" }.map { trimmed[...$0] } ?? ""
            guard !length.isEmpty else { throw Expectation("an item of the list is empty: A, B, C is expected") }
            items.append(try parse(String(length)))
        }
        return items
    }
}
