/// A pooler, modelled or real, that a contract's steps can be done to.
package protocol ContractPooler: AnyObject {
    /// Does `step`, or looks whether it is so.
    /// - Returns: what is wrong; nil where nothing is.
    func perform(_ step: ContractStep) async throws -> String?
}
