import type { components } from "./schema";

type Schemas = components["schemas"];

export type User = Schemas["UserAnswer"];
export type Upload = Schemas["UploadAnswer"];
export type NewUpload = Schemas["NewUpload"];
export type Domain = Schemas["DomainAnswer"];
