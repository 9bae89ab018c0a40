import type { components } from "./schema";

type Schemas = components["schemas"];

export type User = Schemas["UserAnswer"];
export type Upload = Schemas["UploadAnswer"];
export type UploadDefaults = Schemas["UploadDefaults"];
export type NewUpload = Schemas["NewUpload"];
export type Domain = Schemas["DomainAnswer"];
export type SignedIn = Schemas["SignedIn"];
export type DeviceSession = Schemas["SessionAnswer"];
export type ApiToken = Schemas["TokenAnswer"];
export type NewApiToken = Schemas["NewToken"];
export type Scope = ApiToken["scopes"][number];
export type Client = Schemas["ClientAnswer"];
export type AuthOptions = Schemas["AuthOptions"];
export type Strength = Schemas["StrengthAnswer"];
