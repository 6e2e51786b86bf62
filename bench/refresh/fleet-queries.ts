export const fleetQueries = async () => ({})
