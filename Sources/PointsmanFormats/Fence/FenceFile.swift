package import PointsmanCore

/// The file `fence.json`: the fence of each cluster that this instance has followed, by the cluster's name.
package struct FenceFile: Equatable, Sendable {
    private var clusters: [String: Fence] = [:]

    /// Makes a file without any fence, for a first start.
    package init() {}

    /// Parses the file. Throws if any part of it is not understood.
    package init(_ bytes: [UInt8]) throws(FenceFileError) {
        let file: JSONValue
        do throws(JSONError) {
            file = try JSONReader.read(bytes)
        } catch {
            throw FenceFileError(error.description)
        }
        try Self.check(file, names: ["version", "clusters"], "the file")
        guard let version = file["version"], version == .number("1") else {
            throw FenceFileError("version is not 1: this Pointsman is too old for the file, or the file is damaged")
        }
        guard case .object(let members)? = file["clusters"] else { throw FenceFileError("clusters is no object") }
        for member in members {
            clusters[member.name] = try Self.fence(member.value, of: "the cluster \(printable(member.name))")
        }
    }

    package subscript(cluster: String) -> Fence? {
        get { clusters[cluster] }
        set { clusters[cluster] = newValue }
    }

    /// The file's text, its clusters in the order of their names.
    package var text: String {
        let lines = clusters.sorted { $0.key < $1.key }.map { name, fence in
            "    \(Self.quoted(name)): {\"system_identifier\": \"\(fence.systemIdentifier)\", "
                + "\"timeline\": \(fence.timeline), \"owner\": \"\(fence.owner)\", \"lsn\": \"\(fence.lsn)\""
                + (fence.ownerStartedMicroseconds.map { ", \"owner_started\": \"\($0)\"" } ?? "")
                + Self.disowned(fence) + Self.ownerAddresses(fence) + "}"
        }
        return "{\n  \"version\": 1,\n  \"clusters\": {"
            + (lines.isEmpty ? "" : "\n" + lines.joined(separator: ",\n") + "\n  ")
            + "}\n}\n"
    }

    /// Parses one fence of the file or of `/v1/fence`. `owner_started`, the start of the owner's run in microseconds
    /// since 1970, is missing if it is not known, as in files of earlier versions. `disowned` (the starts of the runs
    /// that an operator has passed over) and `owner_addresses` (the other addresses of the owner's server) are missing
    /// if they are empty.
    static func fence(_ value: JSONValue, of cluster: String) throws(FenceFileError) -> Fence {
        try check(
            value, names: ["system_identifier", "timeline", "owner", "lsn"],
            optional: ["owner_started", "disowned", "owner_addresses"], cluster)
        guard case .string(let text)? = value["system_identifier"], isDigits(text), let identifier = UInt64(text) else {
            throw FenceFileError("\(cluster): system_identifier is no decimal number in quotes")
        }
        guard case .number(let text)? = value["timeline"], isDigits(text), let timeline = UInt32(text), timeline > 0
        else { throw FenceFileError("\(cluster): timeline is no number from 1 on") }
        guard case .string(let text)? = value["owner"], let owner = MemberID(text) else {
            throw FenceFileError("\(cluster): owner is no \"ADDRESS:PORT\"")
        }
        guard case .string(let text)? = value["lsn"], let lsn = LSN(text) else {
            throw FenceFileError("\(cluster): lsn is no \"16/B374D848\"")
        }
        return Fence(
            systemIdentifier: SystemIdentifier(identifier), timeline: Timeline(timeline), owner: owner, lsn: lsn,
            ownerStartedMicroseconds: try value["owner_started"].map { value throws(FenceFileError) in
                try started(value, "owner_started", of: cluster)
            },
            disownedMicroseconds: try disowned(value["disowned"], of: cluster),
            ownerAddresses: try ownerAddresses(value["owner_addresses"], of: cluster))
    }

    private static func ownerAddresses(
        _ value: JSONValue?, of cluster: String
    ) throws(FenceFileError) -> [MemberID] {
        guard let value else { return [] }
        guard case .array(let addresses) = value else {
            throw FenceFileError("\(cluster): owner_addresses is no list")
        }
        return try addresses.map { address throws(FenceFileError) in
            guard case .string(let text) = address, let member = MemberID(text) else {
                throw FenceFileError("\(cluster): owner_addresses has no \"ADDRESS:PORT\"")
            }
            return member
        }
    }

    private static func ownerAddresses(_ fence: Fence) -> String {
        guard !fence.ownerAddresses.isEmpty else { return "" }
        return ", \"owner_addresses\": [\(fence.ownerAddresses.map { "\"\($0)\"" }.joined(separator: ", "))]"
    }

    private static func disowned(_ value: JSONValue?, of cluster: String) throws(FenceFileError) -> [Int64] {
        guard let value else { return [] }
        guard case .array(let runs) = value else { throw FenceFileError("\(cluster): disowned is no list") }
        return try runs.map { run throws(FenceFileError) in try started(run, "disowned", of: cluster) }
    }

    private static func disowned(_ fence: Fence) -> String {
        guard !fence.disownedMicroseconds.isEmpty else { return "" }
        let runs = fence.disownedMicroseconds.map { "\"\($0)\"" }
        return ", \"disowned\": [\(runs.joined(separator: ", "))]"
    }

    private static func started(
        _ value: JSONValue, _ name: String, of cluster: String
    ) throws(FenceFileError) -> Int64 {
        guard case .string(let text) = value, isDigits(text), let microseconds = Int64(text) else {
            throw FenceFileError("\(cluster): \(name) has no decimal number in quotes")
        }
        return microseconds
    }

    private static func check(
        _ value: JSONValue, names: [String], optional: [String] = [], _ what: String
    ) throws(FenceFileError) {
        guard case .object(let members) = value else { throw FenceFileError("\(what) is no object") }
        if let stranger = members.first(where: { !names.contains($0.name) && !optional.contains($0.name) }) {
            throw FenceFileError("\(what) has an unknown member \(printable(stranger.name))")
        }
        if let missing = names.first(where: { value[$0] == nil }) {
            throw FenceFileError("\(what) has no \(missing)")
        }
    }

    private static func isDigits(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(\.isASCIIDigit)
    }

    private static func quoted(_ name: String) -> String {
        let escaped = name.unicodeScalars.map { scalar in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            case _ where scalar.value < 32:
                "\\u" + String(repeating: "0", count: scalar.value < 16 ? 3 : 2) + String(scalar.value, radix: 16)
            default: String(scalar)
            }
        }
        return "\"" + escaped.joined() + "\""
    }
}
