/** Where a build leaves its bills of materials in the cloud assembly: one for each function, and one for all that it installs. */
export const BILL_FILES = /^sbom\/[^/]+\.cdx\.json$/;
