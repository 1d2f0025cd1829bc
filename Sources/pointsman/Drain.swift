import ArgumentParser

struct Drain: AgentRequest {
    static let configuration = CommandConfiguration(
        abstract: "Take this instance out of traffic: it is not ready, and serves its clients on.",
        usage: AgentSocket.usage("drain"),
        discussion: "It ends by `undrain`, and with the agent.")

    static let path = "/v1/drain"
    @OptionGroup var agent: AgentSocket
}

struct Undrain: AgentRequest {
    static let configuration = CommandConfiguration(
        abstract: "End `drain`.", usage: AgentSocket.usage("undrain"))

    static let path = "/v1/undrain"
    @OptionGroup var agent: AgentSocket
}
