/// Everything of ours that reads what others wrote. The raw value names its program (Tests/Fuzzing/NAME.swift) and the
/// folder of its inputs (Tests/Fuzzing/Corpus/NAME).
package enum FuzzTarget: String, CaseIterable, Sendable {
    case address, databases, discovery, dns, fence, http, ini, joined, json, lines, notice, opinion, recording, show,
        url, userlist

    /// Throws where something doesn't hold that must hold for every input; a reader that traps ends the process.
    package func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        switch self {
        case .address: try AddressProperties.check(bytes)
        case .databases: try DatabasesProperties.check(bytes)
        case .discovery: try DiscoveryProperties.check(bytes)
        case .dns: try DNSProperties.check(bytes)
        case .fence: try FenceProperties.check(bytes)
        case .http: try HTTPProperties.check(bytes)
        case .ini: try IniProperties.check(bytes)
        case .joined: try JoinedProperties.check(bytes)
        case .json: try JSONProperties.check(bytes)
        case .lines: try LineProperties.check(bytes)
        case .notice: try NoticeProperties.check(bytes)
        case .opinion: try OpinionProperties.check(bytes)
        case .recording: try RecordingProperties.check(bytes)
        case .show: try RowProperties.check(bytes)
        case .url: try DatabaseURLProperties.check(bytes)
        case .userlist: try UserlistProperties.check(bytes)
        }
    }
}
