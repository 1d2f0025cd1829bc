import ArgumentParser

struct Handover: AgentRequest {
    static let configuration = CommandConfiguration(
        abstract: "End the agent and leave its pooler running, for the next agent to adopt.",
        usage: AgentSocket.usage("handover"))

    static let path = "/v1/handover"
    @OptionGroup var agent: AgentSocket
}
