export { HostSettings as default } from "@/features/host/HostSettings";
