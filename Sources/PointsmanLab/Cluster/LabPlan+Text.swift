/// The plan as lines of `key=value`.
extension LabPlan {
    var text: String {
        let pairs =
            [
                ("data_folder", dataFolder), ("port", "\(port)"), ("resolver_address", resolverAddress),
                ("resolver_port", "\(resolverPort)"), ("pooler_port", "\(poolerPort)"), ("http_port", "\(httpPort)"),
                ("app_password", appPassword), ("replicator_password", replicatorPassword),
            ] + (network.map { [("network", $0.tag), ("delay", "\($0.delayMilliseconds)")] } ?? [])
            + (members + [spare]).map { ("member", "\($0.region) \($0.address) \($0.machineID)") }
        return pairs.map { "\($0.0)=\($0.1)\n" }.joined()
    }

    init?(text: String, folder: String) {
        var values: [String: String] = [:]
        var members: [LabMember] = []
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { return nil }
            guard parts[0] == "member" else {
                values[parts[0]] = parts[1]
                continue
            }
            let words = parts[1].split(separator: " ").map(String.init)
            guard words.count == 3 else { return nil }
            members.append(
                LabMember(number: members.count + 1, region: words[0], address: words[1], machineID: words[2]))
        }
        guard members.count == Self.regions.count + 1, let spare = members.popLast(),
            let dataFolder = values["data_folder"],
            let port = values["port"].flatMap(UInt16.init), let resolverAddress = values["resolver_address"],
            let resolverPort = values["resolver_port"].flatMap(UInt16.init),
            let poolerPort = values["pooler_port"].flatMap(UInt16.init),
            let httpPort = values["http_port"].flatMap(UInt16.init), let appPassword = values["app_password"],
            let replicatorPassword = values["replicator_password"]
        else { return nil }
        self.init(
            folder: folder, dataFolder: dataFolder, members: members, spare: spare,
            network: values["network"].map {
                RegionNetwork(tag: $0, delayMilliseconds: values["delay"].flatMap { Int($0) } ?? 0)
            }, port: port, resolverAddress: resolverAddress,
            resolverPort: resolverPort, poolerPort: poolerPort, httpPort: httpPort, appPassword: appPassword,
            replicatorPassword: replicatorPassword)
    }
}
