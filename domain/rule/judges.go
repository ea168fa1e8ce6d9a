package rule

// judges are the functions of the rules, by id. Each only compares: the figures
// come from the data and from the settings of the call.
var judges = map[string]func(question) []answer{
	"R01": balanced, "R02": balancedInKind, "R03": gridIsBudget, "R04": eligibleBody, "R05": depositedInTime,
	"R06": fipdShare, "R07": stateShare, "R08": publicShare, "R09": coFunding, "R10": ownerShare,
	"R11": eligibleBase, "R12": minimumGrant, "R13": agreementNeeded, "R13b": actNeeded, "R14": essentialData,
	"R15": commitmentSigned, "R15b": breachWithdraws, "R16": knownToRegisters, "R17": reportBeforeRenewal, "R17b": evaluationBeforeRenewal,
	"R18": reportInTime, "R19": noOrderedService, "R20": notStarted, "R21": withinCivilYear, "R22": advancesAndInterims,
	"R23": lapse, "R24": repayment, "R25": unspent, "R26": withdrawalInTime, "R27": timeBar,
	"R28": tolerance, "R29": startUpMoney, "R30": structureCosts, "R31": investmentOrRunning, "R32": cameras,
	"R33": schools, "R34": policeEquipment, "R35": detrBeforeDsil, "R36": cityPolicyToo, "R37": mildecaExclusions,
	"R38": dilcrahApplicants, "R39": quarterInhabitants, "R40": openEnvironment, "R41": postGuarantee, "R42": postsInDepartement,
	"R43": evaluationCredits, "R44": fieldOfFunder, "R45": localCompetence, "R46": decisionFits, "R47": recusedStandAside,
	"R48": yearEnd, "R49": accountsPublished, "R50": aidRegime, "R51": paidInTime, "R52": concoursFits,
}
